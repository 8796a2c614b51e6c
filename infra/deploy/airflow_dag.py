"""The nightly batch run of a Twofold project, by Airflow instead of Twofold's own schedule.

`twofold batch run` is idempotent: a retry, or two at once, end in the same tables. Its exit code says what to do:
0 done, 1 failed and a retry is safe, 2 refused, 3 the layers differ. Airflow retries 1 and gives the others to a person.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow import DAG
from airflow.exceptions import AirflowFailException
from airflow.operators.python import PythonOperator

PROJECT = "/opt/twofold/project"
STATE = "/var/lib/twofold"


def run(through: str) -> None:
    import subprocess

    command = ["/opt/twofold/twofold", "batch", "run", "--project", PROJECT, "--state", STATE, "--through", through]
    ended = subprocess.run(command, check=False)
    if ended.returncode in (2, 3):
        raise AirflowFailException(f"Exit code {ended.returncode}: a person has to look, see the log above")
    if ended.returncode != 0:
        raise RuntimeError(f"Exit code {ended.returncode}: to run it again is safe")


with DAG(
    dag_id="twofold_nightly",
    schedule="15 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(minutes=1), "retry_exponential_backoff": True},
):
    PythonOperator(
        task_id="batch_run",
        python_callable=run,
        # The end of the day that is over: what is ingested later belongs to the next night.
        op_kwargs={"through": "{{ data_interval_end.in_timezone('UTC').start_of('day').strftime('%Y-%m-%dT%H:%M:%SZ') }}"},
    )
